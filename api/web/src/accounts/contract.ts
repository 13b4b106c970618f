// What the server says of accounts, tokens and the trail: as its OpenAPI document has it.
import type { components } from "../openapi";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type AccountLink = Schemas["AccountLink"];
export type AccountWish = Schemas["AccountWish"];
export type Token = Schemas["Token"];
export type TokenMade = Schemas["TokenMade"];
export type TokenWish = Schemas["TokenWish"];
export type Trail = Schemas["Trail"];
