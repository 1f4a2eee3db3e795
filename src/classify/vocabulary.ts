import { wordsOf } from './words.ts';

/** The words that names are made of beside the phrases of rules/classes: what may stand before a phrase, and what may follow it. */

/** At the beginning of a name these make it a switch, a count or a key, whatever follows. */
export const FLAGS = words(
  'id fk cod codigo tipo type fecha date datum estado status is has have had show hide allow allows allowed enable enabled disable disabled can should must need require required receive send notify use accept num count max min total no avg nb validate verify skip ignore prefer want wants opt subscribe unsubscribe with without by per sum mean',
);

/** May follow a phrase without changing what it says: whose, which one, in which form or unit. Numbers may too. */
const TAILS = words(
  'value text string str raw plain clear encrypted enc cipher ciphertext crypted encoded decrypted masked normalized normalised formatted canonical lower lowercase upper keyword field primary secondary tertiary alternate alternative alt main home work office business private personal old new current previous original unconfirmed confirmed local intl pending additional other extra full bidx bi idx default principal permanent temporary perm temp present legal shown',
  'cliente usuario client utilisateur contact contacto customer user patient paciente kunde employee empleado salarie alumno persona personne propietario owner proprietaire responsable beneficiario titular parent father mother guardian student teacher driver doctor seller buyer billing shipping sender receiver recipient emergency estudiante etudiant eleve profesor docente medico medecin employe membre conductor padre madre tutor schueler lehrer mieter gast aluno funcionario pessoa',
  'fijo movil mobil privat geschaeftlich dienstlich domicile fixe perso pro professionnel bureau casa oficina trabajo celular residencial comercial institucional corporativo laboral alternativo princ sec secundario',
  'cm kg g lb m mm mg gram meter inch pct percent mmhg usd eur sha md hmac de del la le du des el daily en kana kanji latin ar zh ja cn iso ref s nm source hash hashed digest part line cell number num nbr no nr english german french spanish arabic esp eng deu fra geo',
);
export const mayFollow = (word: string): boolean => TAILS.has(word) || /^\d+$/.test(word);

/** After a class whose codes tell the same as its words: `ethnicity_concept_id`. */
export const CODES = words('code id key concept');

/** Before a name, these say only whose it is, or which one. */
export const WHOSE = words(
  'user users customer client person patient employee emp staff member mem subscriber owner applicant contact my your usr cust pat student stud std pupil teacher guest guardian father mother parent spouse child admin driver doctor doc nurse seller buyer vendor sender receiver recipient payer payee volunteer candidate author agent manager visitor voter resident tenant landlord donor passenger worker trainer coach',
  'kunde mitarbeiter schueler lehrer mieter teilnehmer benutzer nutzer fahrer gast',
  'cliente usuario paciente empleado persona alumno estudiante docente profesor medico socio conductor huesped padre madre tutor funcionario pessoa aluno hospede',
  'utilisateur personne etudiant eleve enseignant medecin employe membre adherent candidat',
  'u p t f c e s',
  'prior past previous current old new former primary secondary main alternate alternative permanent temporary home work other own',
);

/** The longer ones of them are also found where names are written without a boundary: `custphone`. */
export const GLUED: readonly string[] = [...WHOSE].filter((word) => word.length >= 3);

/** After what a collection is of, these add nothing: `patient_records` is of patients, `patient_groups` is not. */
const NEUTRAL = words(
  'data detail info information record registration registry profile account master list table tbl entry row old new backup history archive copy temp basic base view main legacy personal contact t d v datos daten donnees',
);
export const isNeutral = (word: string): boolean => NEUTRAL.has(word) || /^\d+$/.test(word);

/** Between a thing and whose it is. */
export const PARTICLES = words('de del du des la le el do da di of the');

/** What follows them is not what the field holds: `months_since_birth`. */
export const APART = words('since until');

/** Last words of a path that say nothing by themselves: the segment above them does. */
export const MULTI_FIELD: ReadonlySet<string> = new Set([
  'keyword',
  'raw',
  'text',
  'exact',
  'sort',
  'lower',
  'lowercase',
  'ngram',
  'edge',
  'suggest',
  'autocomplete',
  'english',
  'analyzed',
  'stem',
  'prefix',
  'trigram',
]);

/** Segments of a path that add no meaning. */
export const CONTAINERS = words(
  'data attribute property value item detail info field content object doc document source record',
);

function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((text) => text.split(' ').flatMap((word) => wordsOf(word).list)));
}
