"""Pages of the forums, a file for each thing people come to do: load, call, render."""
