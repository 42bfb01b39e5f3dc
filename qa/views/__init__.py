"""Pages of the questions room, a file for each thing people come to do: load, call, render."""
