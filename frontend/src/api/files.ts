/** Hands a file to the browser's downloads. */
export type SaveFile = (file: Blob, name: string) => void;

/** Firefox and Safari begin the download a moment after the click; the address must live until then. */
const ADDRESS_LIVES_MS = 60_000;

export const saveFile: SaveFile = (file, name) => {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIVES_MS);
};
