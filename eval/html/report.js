"use strict";
(() => {
  const form = document.querySelector(".filters");
  const questions = [...document.querySelectorAll(".question")];
  const count = document.getElementById("count");
  const apply = () => {
    const words = form.elements.words.value.trim().toLowerCase();
    const wanted = {};
    for (const name of ["passed", "lang", "kind"]) if (form.elements[name]) wanted[name] = form.elements[name].value;
    let shown = 0;
    for (const question of questions) {
      const data = question.dataset;
      const fits = Object.entries(wanted).every(([name, value]) => !value || data[name] === value)
        && (!words || question.textContent.toLowerCase().includes(words));
      question.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = `${shown} of ${questions.length} questions`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
