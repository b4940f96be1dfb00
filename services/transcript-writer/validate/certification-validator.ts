import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { dateInFuture, dateReader } from '#shared/records/date-rules.ts';
import type { CertificationValues } from '#shared/records/record-values.ts';
import { readLimitedText } from '#shared/records/text-rules.ts';
import type { Validator, ValidatorOptions } from '#shared/records/validation.ts';
import { columnsByField, readRequiredDate, readRequiredText, readUser } from './required-rules.ts';

export function certificationValidator({
  dateFormat,
  today,
}: ValidatorOptions): Validator<CertificationValues> {
  const c = columnsByField('certifications');
  const readDate = dateReader(dateFormat);
  const columns = {
    username: c('username'),
    employeeId: c('employeeId'),
    certificationName: c('certificationName'),
    certificationNumber: c('certificationNumber'),
    issuingOrganization: c('issuingOrganization'),
    issueDate: c('issueDate'),
    expirationDate: c('expirationDate'),
    notes: c('notes'),
  };
  return (fields) => {
    const reasons: Reason[] = [];
    const user = readUser(fields, columns.username, columns.employeeId, reasons);
    const certificationName = readRequiredText(fields[2], columns.certificationName, reasons);
    const certificationNumber = readLimitedText(fields[3], columns.certificationNumber, reasons);
    const issuingOrganization = readLimitedText(fields[4], columns.issuingOrganization, reasons);
    const issueDate = readRequiredDate(fields[5], columns.issueDate, readDate, reasons);
    if (issueDate > today) reasons.push(dateInFuture(columns.issueDate, issueDate));
    const expirationDate = readDate(fields[6], columns.expirationDate, reasons);
    if (expirationDate !== null && expirationDate < issueDate) {
      reasons.push(
        expirationBeforeIssue(columns.issueDate, columns.expirationDate, issueDate, expirationDate),
      );
    }
    const notes = readLimitedText(fields[7], columns.notes, reasons);
    if (reasons.length > 0) return { value: undefined, user, reasons };
    const value: CertificationValues = {
      username: user.username,
      usernameFolded: user.usernameFolded,
      employeeId: user.employeeId,
      certificationName,
      certificationNumber,
      issuingOrganization,
      issueDate,
      expirationDate,
      notes,
    };
    return { value, reasons: undefined };
  };
}

function expirationBeforeIssue(
  issue: Column,
  expiration: Column,
  issueDate: string,
  expirationDate: string,
): Reason {
  return {
    code: 'expiration-before-issue',
    columns: [issue.title, expiration.title],
    message: `${expiration.title} ${expirationDate} is before ${issue.title} ${issueDate}; correct one of them`,
  };
}
