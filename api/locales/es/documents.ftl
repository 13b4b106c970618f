# Documentos entregados.
documents-yours = Sus documentos
documents-none = Todavía no hay documentos.
documents-from = { $size }, de { $name }, { $when }
documents-send = Enviarnos un documento
documents-file = Una foto, un PDF o un texto simple, hasta 10 MB
documents-no-file = Elija primero un archivo.
documents-no-room = No hay sitio para este archivo. Un archivo puede tener 10 MB, todos juntos 100 MB.
