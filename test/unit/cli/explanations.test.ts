import { expect, it } from 'vitest';
import { findingText } from '../../../src/cli/explanations.ts';
import { everything, hostile } from '../../kit/reports.ts';

it('a finding of a stranger’s report is shown with nothing that a terminal would obey', () => {
  const report = hostile();
  expect(report.findings.length).toBeGreaterThan(10);
  for (const finding of report.findings) {
    const text = findingText(finding, report, '-');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]/);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/\n {2}unlatched verify [0-9a-f]{12} REPORT\n/);
  }
});

it('says who answers for it', () => {
  const report = everything();
  const accepted = report.findings.find(({ suppression }) => suppression !== null);
  expect(accepted === undefined ? '' : findingText(accepted, report, 'r.json')).toContain(
    '  accepted until 2020-01-31 by ops: behind a tunnel\n',
  );
});
