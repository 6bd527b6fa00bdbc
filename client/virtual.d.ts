declare module 'virtual:catalogue/*' {
  /** `{feature: {key: text | parsed ICU message}}` */
  const catalogue: Record<string, import('i18next').ResourceKey>;
  export default catalogue;
}
