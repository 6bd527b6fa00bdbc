import {
  AlertTriangle, Archive, ArrowLeft, ArrowRight, Award, Bell, BookOpen, Calendar, Check, CheckCheck, ChevronDown, ChevronLeft, ChevronRight,
  ChevronUp, CircleAlert, CircleHelp, Clock, Copy, Download, Eye, EyeOff, FileText, Flag, Globe, GraduationCap, GripVertical, Hash, Home, Inbox,
  Info, KeyRound, Languages, Link as LinkGlyph, Lock, LogIn, LogOut, Mail, MapPin, Menu, MessageCircle, MessagesSquare, Monitor, Moon, MoreVertical,
  Paperclip, Pencil, Pilcrow, Plus, Printer, Redo2, RefreshCw, Reply, Search, Send, Settings, Shield, ShieldCheck, Smartphone, Sun, Trash2, Undo2,
  Upload, User, UserPlus, Users, WifiOff, X, type LucideIcon,
} from 'lucide-react';
import styles from './icon.module.css';

const glyphs = {
  warning: AlertTriangle, archive: Archive, back: ArrowLeft, forward: ArrowRight, award: Award, bell: Bell, book: BookOpen, calendar: Calendar,
  check: Check, checkTwice: CheckCheck, down: ChevronDown, previous: ChevronLeft, next: ChevronRight, up: ChevronUp, alert: CircleAlert,
  help: CircleHelp, clock: Clock, copy: Copy, download: Download, show: Eye, hide: EyeOff, document: FileText, flag: Flag, globe: Globe,
  academy: GraduationCap, grip: GripVertical, channel: Hash, home: Home, inbox: Inbox, info: Info, key: KeyRound, languages: Languages,
  link: LinkGlyph, lock: Lock, signIn: LogIn, signOut: LogOut, mail: Mail, place: MapPin, menu: Menu, message: MessageCircle, spaces: MessagesSquare,
  system: Monitor, moon: Moon, more: MoreVertical, attach: Paperclip, edit: Pencil, direction: Pilcrow, add: Plus, print: Printer, redo: Redo2,
  retry: RefreshCw, reply: Reply, search: Search, send: Send, settings: Settings, shield: Shield, verified: ShieldCheck, phone: Smartphone,
  sun: Sun, delete: Trash2, undo: Undo2, upload: Upload, person: User, invite: UserPlus, people: Users, offline: WifiOff, close: X,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof glyphs;
export const iconNames = Object.keys(glyphs) as IconName[];

/**
 * What points along the line of reading turns around in a right-to-left page («?» becomes «؟» by turning).
 * Never: media keys, clock, check, search glass, logos, code, charts.
 */
const mirrored: ReadonlySet<IconName> = new Set<IconName>([
  'back', 'forward', 'previous', 'next', 'send', 'reply', 'undo', 'redo', 'signIn', 'signOut', 'help', 'spaces', 'message', 'document', 'menu', 'direction', 'book',
]);

interface IconProps {
  name: IconName;
  /** Pixels of the square; 20 beside text. */
  size?: number;
}

/** A decorative glyph: the words beside it, or the button's label, carry the meaning. */
export function Icon({ name, size = 20 }: IconProps) {
  const Glyph = glyphs[name];
  return <Glyph size={size} strokeWidth={1.75} aria-hidden="true" focusable="false" className={mirrored.has(name) ? `${styles.icon} ${styles.mirrored}` : styles.icon} />;
}
