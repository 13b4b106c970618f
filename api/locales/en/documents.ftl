# Documents that were handed in.
documents-yours = Your documents
documents-none = No documents yet.
documents-from = { $size }, from { $name }, { $when }
documents-send = Send us a document
documents-file = A photo, a PDF or plain text, up to 10 MB
documents-no-file = Please choose a file first.
documents-no-room = There is no room for this file. A file can have 10 MB, all files 100 MB.
