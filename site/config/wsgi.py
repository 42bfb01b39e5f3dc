"""The WSGI application: all of HTTP, in production under granian, embedded under `config.asgi`."""

from django.core.wsgi import get_wsgi_application

from config.startup import set_up

set_up()
application = get_wsgi_application()
