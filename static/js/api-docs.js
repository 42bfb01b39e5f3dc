/* The API's documentation has its own dark clothes (`html.dark-mode`); it puts them on where the reader's choice or device says so. It stands
   in the head and is no module: nothing is painted before. */
(() => {
  const { classList, dataset } = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => classList.toggle("dark-mode", dataset.theme ? dataset.theme === "dark" : device.matches);
  dress();
  device.addEventListener("change", dress);
})();
