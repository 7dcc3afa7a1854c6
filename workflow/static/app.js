// What the pages gain where JavaScript runs; every page works without it.
"use strict";
