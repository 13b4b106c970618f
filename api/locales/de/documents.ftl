# Dokumente, die abgegeben wurden.
documents-yours = Ihre Dokumente
documents-none = Noch keine Dokumente.
documents-from = { $size }, von { $name }, { $when }
documents-send = Ein Dokument senden
documents-file = Ein Foto, ein PDF oder einfacher Text, bis 10 MB
documents-no-file = Bitte wählen Sie zuerst eine Datei.
documents-no-room = Für diese Datei ist kein Platz. Eine Datei kann 10 MB haben, alle zusammen 100 MB.
