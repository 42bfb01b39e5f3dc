"""The ASGI application: websockets here, HTTP handed to Django's WSGI handler on eight fixed threads.

Django's own ASGI handler makes a thread and a connection per request (7.3 ms of CPU for an empty one, against 1.7 through a2wsgi), so
only websockets and lifespan are async. With `RELAY_IN_SERVER` the relay and the periodic functions live and die with this process.
"""

from django.core.wsgi import get_wsgi_application

from config.startup import set_up

set_up()  # before what follows is imported
wsgi_application = get_wsgi_application()

# isort: split
from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from config.lifespan import Lifespan  # noqa: E402
from config.sockets import websocket_urlpatterns  # noqa: E402

HTTP_THREADS = 8

_http = WSGIMiddleware(wsgi_application, workers=HTTP_THREADS)  # type: ignore[arg-type]
_websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
_lifespan = Lifespan(run_relay=settings.RELAY_IN_SERVER)


async def application(scope, receive, send):
    handlers = {"http": _http, "websocket": _websocket, "lifespan": _lifespan}
    await handlers[scope["type"]](scope, receive, send)
