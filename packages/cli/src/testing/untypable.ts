// More than types: an enum becomes code, and Node does not make it.
// @ts-expect-error this project allows none either
export enum Colour {
  Red,
}
