/** Why a file is not taken. */
export type BackupRefusal = 'notABackup' | 'older' | 'newer' | 'wrongKey' | 'damaged' | 'cut' | 'notEmpty' | 'otherSecret';

/** A backup that is not restored, or a hub that takes none. `message` is for the administrator; nothing was written. */
export class BackupRefusedError extends Error {
  override name = 'BackupRefusedError';
  readonly reason: BackupRefusal;
  constructor(reason: BackupRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}
