import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** Texts in other languages than English, as programs of their countries log them. */
const log = (message: string): SdkEvent => ({ platform: "other", level: "error", message });

type Texts = readonly [name: string, a: string, b: string];

const ONE: readonly Texts[] = [
  [
    "a German invoice",
    "Rechnung Nr. 2026-00417 konnte nicht verschickt werden",
    "Rechnung Nr. 2026-01933 konnte nicht verschickt werden",
  ],
  [
    "a German date and time",
    "Der Lauf vom 01.03.2026 um 02:00 Uhr wurde abgebrochen",
    "Der Lauf vom 24.11.2026 um 17:45 Uhr wurde abgebrochen",
  ],
  [
    "a German decimal comma",
    "Gewicht 12,5 kg überschreitet die Grenze von 10,0 kg",
    "Gewicht 31,75 kg überschreitet die Grenze von 30,0 kg",
  ],
  [
    "a name in German quotation marks",
    "Kunde „Anna Berg“ hat keine Lieferanschrift",
    "Kunde „Jörg van Dyk“ hat keine Lieferanschrift",
  ],
  [
    "a French amount and name",
    "Le paiement de 1 234,50 € pour « Anna Berg » a été refusé",
    "Le paiement de 7,00 € pour « Joël Martin » a été refusé",
  ],
  [
    "a French file",
    "Impossible d'ouvrir le fichier /srv/depot/envois/17.csv",
    "Impossible d'ouvrir le fichier /srv/depot/envois/90210.csv",
  ],
  [
    "a Spanish order",
    "No se pudo cobrar el pedido n.º 10023 (intento 1 de 3)",
    "No se pudo cobrar el pedido n.º 88 (intento 3 de 3)",
  ],
  ["a Portuguese duration", "A consulta demorou 1532 ms e foi cancelada", "A consulta demorou 30877 ms e foi cancelada"],
  [
    "an Italian parcel",
    "Il pacco 4711 non è stato trovato nel deposito 17",
    "Il pacco 90210 non è stato trovato nel deposito 4",
  ],
  [
    "a Dutch time",
    "De synchronisatie van 02:00:00 is mislukt na 3 pogingen",
    "De synchronisatie van 17:45:12 is mislukt na 5 pogingen",
  ],
  ["a Polish user", "Użytkownik anna@shop.example nie ma uprawnień", "Użytkownik joe@post.example nie ma uprawnień"],
  ["a Russian id", "Заказ 10023 не найден", "Заказ 99817 не найден"],
  ["a Japanese order", "注文 10023 の処理に失敗しました", "注文 99817 の処理に失敗しました"],
  ["a Japanese number without blanks", "注文10023の処理に失敗しました", "注文99817の処理に失敗しました"],
  ["a Japanese name in its own quotation marks", "顧客「安藤」の住所がありません", "顧客「佐々木」の住所がありません"],
  ["a Chinese amount", "支付失败：订单号 20260301000417，金额 99.00 元", "支付失败：订单号 20261124001933，金额 5.50 元"],
  ["a Korean count", "파일 17개 중 3개를 읽지 못했습니다", "파일 412개 중 90개를 읽지 못했습니다"],
  ["an Arabic address", "تعذر الاتصال بالخادم 10.0.3.17", "تعذر الاتصال بالخادم 10.0.8.2"],
  ["a Turkish page", "Sayfa 17 yüklenemedi: zaman aşımı (30 sn)", "Sayfa 4 yüklenemedi: zaman aşımı (5 sn)"],
  ["an accent that is one sign or two", "dépôt fermé: commande 17", "d\u0065\u0301po\u0302t ferm\u0065\u0301: commande 17"],
];

const TWO: readonly Texts[] = [
  ["German refusals", "Rechnung konnte nicht verschickt werden", "Rechnung konnte nicht gedruckt werden"],
  [
    "German causes behind one beginning",
    "Anmeldung fehlgeschlagen: Kennwort abgelaufen",
    "Anmeldung fehlgeschlagen: Konto gesperrt",
  ],
  ["French refusals", "Le paiement a été refusé", "Le paiement a été annulé"],
  ["Spanish objects", "No se encontró el pedido", "No se encontró el cliente"],
  ["Italian objects", "Il pacco non è stato trovato", "Il camion non è stato trovato"],
  ["Polish texts that two letters divide", "Brak klucza podpisu", "Brak klienta poczty"],
  ["Russian refusals", "Заказ не найден", "Клиент не найден"],
  ["Japanese objects", "注文が見つかりません", "顧客が見つかりません"],
  ["Japanese causes", "処理に失敗しました：在庫不足", "処理に失敗しました：決済エラー"],
  ["Chinese causes", "支付失败：余额不足", "支付失败：银行卡已过期"],
  ["Korean objects", "파일을 읽지 못했습니다", "서버에 연결하지 못했습니다"],
  ["Arabic objects", "تعذر الاتصال بالخادم", "تعذر حفظ الملف"],
  ["Greek objects", "Η παραγγελία δεν βρέθηκε", "Ο πελάτης δεν βρέθηκε"],
  ["Hindi objects", "भुगतान विफल हुआ", "लॉगिन विफल हुआ"],
  ["statuses in German words", "Der Dienst antwortete mit Status 404", "Der Dienst antwortete mit Status 503"],
  [
    "numbers of errors in German words",
    "Druckauftrag fehlgeschlagen (Fehlercode 1801)",
    "Druckauftrag fehlgeschlagen (Fehlercode 5)",
  ],
];

export const secondTonguesCases: readonly Case[] = [
  ...ONE.map(([name, a, b]) => same(name, log(a), log(b))),
  ...TWO.map(([name, a, b]) => different(name, log(a), log(b))),
];
