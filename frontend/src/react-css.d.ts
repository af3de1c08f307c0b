import 'react';

// Custom properties in `style`, which React takes but its types don't know.
declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
