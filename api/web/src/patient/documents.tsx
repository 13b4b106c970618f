// What a patient handed in: a list, each to be kept as a file. The server says of what kind it is, and lets nothing
// open in the browser.
import type { HandedIn, Row } from "../contract";
import { serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 15_000;

export function Documents({ row }: { row: Row }) {
  const { moment } = useTimes();
  const now = serverNow();
  const url = `/api/patients/${encodeURIComponent(row.patient)}/documents`;
  const { data, failed } = usePoll<HandedIn[]>(url, EVERY_MS);
  return (
    <section className="documents">
      <h3>{text.documents.heading}</h3>
      {data === null && <p className="note">{failed ? text.documents.notLoaded : text.patient.loading}</p>}
      {data?.length === 0 && <p className="note">{text.documents.none}</p>}
      {data && data.length > 0 && (
        <>
          <div className="scroll" tabIndex={0} role="region" aria-label={text.documents.heading}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{text.documents.name}</th>
                  <th scope="col">{text.documents.kind}</th>
                  <th scope="col">{text.documents.size}</th>
                  <th scope="col">{text.documents.at}</th>
                  <th scope="col">{text.documents.by}</th>
                </tr>
              </thead>
              <tbody>
                {data.map((document) => (
                  <tr key={document.id} data-document={document.id}>
                    <td>
                      <a href={`${url}/${encodeURIComponent(document.id)}`} download translate="no">
                        {document.name}
                      </a>
                    </td>
                    <td>{text.documents.kinds[document.kind] ?? document.kind}</td>
                    <td className="figure nowrap">{text.ops.bytesSize(document.bytes)}</td>
                    <td className="figure">{moment(document.at, now)}</td>
                    <td>{text.person(document.by)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="note">{text.documents.trail}</p>
        </>
      )}
    </section>
  );
}
