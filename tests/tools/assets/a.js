import { a } from "./b.js";
import("./b.js");
let x = "./none.js";
