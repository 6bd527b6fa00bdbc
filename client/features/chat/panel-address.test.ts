import { describe, expect, test } from 'vitest';
import { createPanelTrail, panelOf, searchWith } from './panel-address.ts';

describe('the address says which panel is open', () => {
  test.each([
    ['?thread=12', { kind: 'thread', root: 12, at: undefined }],
    ['?thread=12&reply=15', { kind: 'thread', root: 12, at: 15 }],
    ['?thread=12&m=15', { kind: 'thread', root: 12, at: 15 }],
    ['?panel=pins', { kind: 'pins' }],
    ['?m=4&panel=search', { kind: 'search' }],
    ['?thread=7&panel=pins', { kind: 'thread', root: 7, at: undefined }],
  ])('%s', (search, panel) => {
    expect(panelOf(search)).toEqual(panel);
  });

  test.each(['', '?m=12', '?thread=0', '?thread=x', '?thread=-2', '?panel=', '?panel=other'])('%s opens none', (search) => {
    expect(panelOf(search)).toBeUndefined();
  });

  test('a panel takes the place of another; what else the address says stays', () => {
    expect(searchWith('?panel=search', { kind: 'thread', root: 12, at: 15 })).toBe('?thread=12&reply=15');
    expect(searchWith('?thread=12&reply=15', { kind: 'thread', root: 9 })).toBe('?thread=9');
    expect(searchWith('?thread=12&reply=15', { kind: 'pins' })).toBe('?panel=pins');
    expect(searchWith('?thread=12&reply=15', undefined)).toBe('');
    expect(searchWith('?thread=12&m=15', undefined)).toBe('');
    expect(searchWith('?m=4', { kind: 'pins' })).toBe('?m=4&panel=pins');
    expect(searchWith('?x=1&panel=pins', undefined)).toBe('?x=1');
  });
});

describe('closing leads back over the entries the panels added', () => {
  function walk() {
    const trail = createPanelTrail();
    trail.arrived({ search: '', arrival: 'open' });
    const open = (from: string, to: string): void => {
      trail.pushed(from, to);
      trail.arrived({ search: to, arrival: 'link' });
    };
    return { trail, open };
  }

  test('one step from a panel, two from a thread opened out of another', () => {
    const { trail, open } = walk();
    expect(trail.stepsOut()).toBeUndefined();
    open('', '?panel=search');
    expect(trail.stepsOut()).toBe(1);
    open('?panel=search', '?thread=12');
    expect(trail.stepsOut()).toBe(2);
  });

  test('another reply of the thread that is open adds no step', () => {
    const { trail, open } = walk();
    open('', '?thread=12');
    trail.replaced('?thread=12&reply=15');
    trail.arrived({ search: '?thread=12&reply=15', arrival: 'link' });
    expect(trail.stepsOut()).toBe(1);
  });

  test("the browser's back is followed", () => {
    const { trail, open } = walk();
    open('', '?panel=search');
    open('?panel=search', '?thread=12');
    trail.arrived({ search: '?panel=search', arrival: 'history' });
    expect(trail.stepsOut()).toBe(1);
    trail.arrived({ search: '', arrival: 'history' });
    expect(trail.stepsOut()).toBeUndefined();
  });

  test('a panel that a link opened has no way back of ours', () => {
    const trail = createPanelTrail();
    trail.arrived({ search: '?thread=12', arrival: 'open' });
    expect(trail.stepsOut()).toBeUndefined();
    trail.pushed('?thread=12', '?panel=pins');
    trail.arrived({ search: '?panel=pins', arrival: 'link' });
    expect(trail.stepsOut()).toBeUndefined();
  });

  test('after another change of the address nothing is known of what stands before', () => {
    const { trail, open } = walk();
    open('', '?panel=search');
    trail.arrived({ search: '?panel=search&m=3', arrival: 'link' });
    expect(trail.stepsOut()).toBeUndefined();
  });
});
