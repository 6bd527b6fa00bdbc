import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { VisuallyHidden } from './visually-hidden.tsx';
import styles from './data-table.module.css';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Names the row: read first, and the title of its card on a phone. One column has it. */
  isRowName?: boolean;
  /** Numbers stand at the end of their column, so that places line up. */
  numeric?: boolean;
  /** Buttons: no heading on a card. */
  isActions?: boolean;
}

interface DataTableProps<Row> {
  /** What the table holds, for the ear. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** Rows and columns; where its own column is narrower than 640 px, each row becomes a card. */
export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  // The roles are said aloud because `display` on a card takes them away.
  return (
    <div className={styles.frame}>
      <table className={styles.table} role="table">
        <VisuallyHidden as="caption">{caption}</VisuallyHidden>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            {columns.map((column) => (
              <th key={column.id} role="columnheader" scope="col" className={classNames(styles.header, column.numeric && styles.numeric)}>
                {column.isActions ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body}>
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" className={styles.row}>
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  if (column.isRowName) {
    return (
      <th role="rowheader" scope="row" className={classNames(styles.cell, styles.name)}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td role="cell" className={classNames(styles.cell, column.numeric && styles.numeric, column.isActions && styles.actions)}>
      {!column.isActions && (
        <span className={styles.label} aria-hidden="true">
          {column.header}
        </span>
      )}
      <span className={styles.value}>{column.cell(row)}</span>
    </td>
  );
}
