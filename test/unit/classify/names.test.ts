import { describe, expect, test } from 'vitest';
import { loadClasses } from '../../../src/classify/index.ts';
import { kindOfType } from '../../../src/classify/types.ts';
import { wordsOf } from '../../../src/classify/words.ts';

const classes = await loadClasses();

describe('words of a name', () => {
  test.each([
    ['deviceSerialNo', ['device', 'serial', 'no']],
    ['device-serial_no', ['device', 'serial', 'no']],
    ['parseHTTPBody2', ['parse', 'http', 'body', '2']],
    ['StraßeName', ['strasse', 'name']],
    ['téléphone', ['telephone']],
    ['userIDs', ['user', 'id']],
    ['addresses', ['address']],
    ['status', ['status']],
    ['', []],
    ['___', []],
  ])('%s', (name, words) => {
    expect(wordsOf(name).list).toEqual(words);
  });

  test('a very long name is bounded', () => {
    expect(wordsOf('a_'.repeat(100_000)).list).toHaveLength(12);
  });
});

describe('types', () => {
  test.each([
    ['varchar(255)', 'text'],
    ['character varying', 'text'],
    ['tinyint(1)', 'boolean'],
    ['tinyint', 'number'],
    ['text[]', 'text'],
    ['double precision', 'number'],
    ['timestamptz', 'date'],
    ['geo_point', 'geo'],
    ['constructor', 'unknown'],
  ])('%s is %s', (type, kind) => {
    expect(kindOfType(type)).toBe(kind);
  });
});

describe('the class of a field', () => {
  test.each([
    // the fields of the incident
    ['users', 'username', 'keyword', 'username'],
    ['users', 'email', 'keyword', 'email'],
    ['users', 'email.keyword', 'keyword', 'email'],
    ['users', 'shared_with.email', 'keyword', 'shared-contact'],
    ['users', 'shared_with_email', 'keyword', 'shared-contact'],
    ['users', 'camera.nickname', 'keyword', 'device-name'],
    ['users', 'devices', 'nested', 'device-list'],
    ['users', 'devices.model', 'keyword', 'device-model'],
    ['users', 'devices.firmware', 'keyword', 'firmware'],
    ['users', 'wifi.ssid', 'keyword', 'wifi-ssid'],
    ['users', 'tokens.ios', 'keyword', 'api-token'],
    ['users', 'tokens.android', 'keyword', 'api-token'],
    ['users', 'alexa.token', 'keyword', 'alexa-token'],
    ['users', 'alexa_access_token', 'keyword', 'alexa-token'],
    ['users', 'google_assistant.token', 'keyword', 'integration-token'],
    ['beta_testers', 'height_cm', 'float', 'height'],
    ['beta_testers', 'weight_kg', 'float', 'weight'],
    ['beta_testers', 'gender', 'keyword', 'gender'],
    ['beta_testers', 'bone_density', 'float', 'bone-density'],
    ['beta_testers', 'daily_protein_g', 'float', 'nutrition'],
    // three further languages
    ['kunden', 'Telefonnummer', 'varchar(20)', 'phone'],
    ['kunden', 'straße', 'varchar(20)', 'postal-address'],
    ['geraete', 'geraetepasswort', 'varchar(20)', 'password'],
    ['pacientes', 'fecha_de_nacimiento', 'date', 'date-of-birth'],
    ['clients', 'mot_de_passe', 'varchar(255)', 'password'],
    // and more of them, one in a script of its own
    ['alunos', 'data_nascimento', 'date', 'date-of-birth'],
    ['klanten', 'wachtwoord', 'varchar(255)', 'password'],
    ['yonghu', 'shoujihao', 'varchar(20)', 'phone'],
    ['用户', '手机号', 'varchar(20)', 'phone'],
    // a table that speaks for its columns
    ['api_keys', 'hash', 'varchar(64)', 'api-token'],
    ['password_resets', 'token', 'varchar(64)', 'reset-token'],
    ['user_emails', 'address', 'varchar(64)', 'email'],
    ['phone_numbers', 'number', 'varchar(64)', 'phone'],
    ['sessions', 'payload', 'text', 'session-token'],
    ['account_config', 'partner_pass', 'varchar(255)', 'password'],
    ['audits', 'creation_address', 'inet', 'ip-address'],
    // whose it is: before, after, with no boundary, as the table is called
    ['orders', 'custphone', 'varchar(20)', 'phone'],
    ['absences', 'nom_du_visiteur', 'varchar(20)', 'full-name'],
    ['crew', 'crew_city', 'varchar(20)', 'postal-address'],
    ['users', 'avatar_remote_url', 'varchar(255)', 'photo'],
    ['kunden', 'rechnungsadresse', 'varchar(255)', 'postal-address'],
    ['person_address', 'address15', 'varchar(255)', 'postal-address'],
  ])('%s: %s (%s) is %s', (collection, field, type, id) => {
    expect(classes.names.classOf(collection, field, type)).toBe(id);
  });

  test.each([
    ['users', 'public', 'keyword'],
    ['users', 'license', 'keyword'],
    ['users', 'email_verified', 'boolean'],
    ['users', 'is_email_public', 'keyword'],
    ['users', 'email_template_id', 'integer'],
    ['users', 'password_changed_at', 'date'],
    ['users', 'password_policy', 'keyword'],
    ['users', 'token_count', 'integer'],
    ['users', 'completion_tokens', 'integer'],
    ['users', 'passengers', 'integer'],
    ['users', 'classification', 'keyword'],
    ['users', 'profile.image_height', 'integer'],
    ['products', 'name', 'keyword'],
    ['products', 'weight', 'float'],
    ['orders', 'shipping_weight', 'float'],
    ['hosts', 'mac_os_version', 'keyword'],
    // a collection is of what its name ends with
    ['patient_groups', 'name', 'keyword'],
    ['person_attribute_type', 'name', 'keyword'],
    ['oauth_clients', 'name', 'keyword'],
    ['customers', 'customer_segment_name', 'keyword'],
    ['geoip_infos', 'city', 'keyword'],
    ['settings', 'ldap_username_field', 'keyword'],
    ['webauthn_credentials', 'nickname', 'keyword'],
    ['patients', 'quarters_since_bp', 'double'],
    ['telefonos', 'IdTelefono', 'int'],
    ['mascotas', 'fecha_nacimiento', 'date'],
    ['users', 'boarding_pass', 'varchar(255)'],
    ['companies', 'webadresse', 'varchar(255)'],
  ])('%s: %s (%s) is none', (collection, field, type) => {
    expect(classes.names.classOf(collection, field, type)).toBeNull();
  });

  test('names of a stranger take bounded time', () => {
    const began = performance.now();
    for (let number = 0; number < 200; number++) {
      classes.names.classOf(
        'x'.repeat(5_000),
        `${'password_'.repeat(2_000)}.${'email_'.repeat(2_000)}${number}`,
        'keyword',
      );
    }
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
