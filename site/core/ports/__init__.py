"""Ports: questions that a room asks now, answered by whichever room provides them. A port that fails never blocks a customer."""
