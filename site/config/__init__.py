"""The roof: settings, addresses, servers, and the commands and pages that cross floors."""
