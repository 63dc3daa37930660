/** The picture of a text that a program printed: an SVG. */
export declare const terminalPicture: (text: string) => string;
