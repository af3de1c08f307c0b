declare module 'virtual:storydream/project';
declare module 'virtual:storydream/version';
