// Runs before anything else: language, direction and theme before the first paint, and the first requests at once.
// Put into the page by the build with its hash for the Content-Security-Policy; everything works without it, later.
(function () {
  var root = document.documentElement;
  var spoken = ['ar', 'en', 'fr', 'ru', 'es'];
  var stored = {};
  try {
    stored = { language: localStorage.getItem('language'), theme: localStorage.getItem('theme') };
  } catch (error) {}
  var wanted = [new URLSearchParams(location.search).get('lang'), stored.language].concat(navigator.languages || []);
  var language = 'ar';
  for (var i = 0; i < wanted.length; i++) {
    var tag = String(wanted[i] || '')
      .toLowerCase()
      .split('-')[0];
    if (spoken.indexOf(tag) >= 0) {
      language = tag;
      break;
    }
  }
  root.lang = language;
  root.dir = language === 'ar' ? 'rtl' : 'ltr';
  var isDark = stored.theme === 'dark' || (stored.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'dark' : 'light';
  if (navigator.connection && navigator.connection.saveData) root.dataset.saver = '';
  // On a first visit nothing is kept here yet: the line belongs to what is read, fonts come after it.
  if (!navigator.serviceWorker || !navigator.serviceWorker.controller) root.dataset.fonts = 'later';
  function fetchEarly(file) {
    var link = document.createElement('link');
    var isStyle = /\.css$/.test(file);
    link.rel = isStyle ? 'preload' : 'modulepreload';
    if (isStyle) link.as = 'style';
    link.crossOrigin = '';
    link.href = file;
    document.head.appendChild(link);
  }
  var catalogue = __CATALOGUES__[language];
  if (catalogue) fetchEarly(catalogue);
  var pages = __PAGES__;
  for (var j = 0; j < pages.length; j++) {
    if (new RegExp(pages[j][0]).test(location.pathname)) {
      pages[j][1].forEach(fetchEarly);
      var texts = __TEXTS__[language + '/' + pages[j][2]];
      if (texts) fetchEarly(texts);
      break;
    }
  }
  var paths = ['/session'];
  var place = /^\/s\/([\w-]+)(?:\/chat\/([\w-]+))?/.exec(location.pathname);
  if (place) paths.push('/spaces/' + place[1]);
  if (place && place[2]) paths.push('/rooms/' + place[2]);
  window.hubBoot = {};
  paths.forEach(function (path) {
    var address = '/api/v1' + path;
    window.hubBoot[address] = new Promise(function (resolve, reject) {
      function ask() {
        fetch(address, { headers: { accept: 'application/json' } }).then(resolve, reject);
      }
      // When the page was read, so that its scripts, which take longest, are asked for before.
      document.addEventListener('readystatechange', ask, { once: true });
    });
    window.hubBoot[address].catch(function () {});
  });
})();
