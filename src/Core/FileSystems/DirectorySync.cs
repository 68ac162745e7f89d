using System.Runtime.InteropServices;

namespace Flink.Core.FileSystems;

/// <summary>Makes the names in a folder durable: on Unix a file that was synced can still lose its name in a power cut.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int NotSupportedByFileSystem = 22;

    public static void Sync(FilePath folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals its names, and a handle of a folder cannot be flushed.
            return;
        }

        var handle = Open(folder.LocalPath, ReadOnly);
        if (handle < 0)
        {
            throw Failed(folder);
        }

        try
        {
            // Some network file systems have no such operation and need none.
            if (Fsync(handle) != 0 && Marshal.GetLastPInvokeError() != NotSupportedByFileSystem)
            {
                throw Failed(folder);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static FileSystemException Failed(FilePath folder) => new(
        FileSystemError.Other,
        folder,
        $"Cannot make the content of the folder '{folder.LocalPath}' durable: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
