export type Service = 'redis' | 'mongo' | 'chromium';
export function locate(service: Service): string | undefined;
