namespace Flink.Core.FileSystems;

/// <summary>Turns what the operating system says into errors that name the path and what to do.</summary>
internal static class LocalErrors
{
    private const int UnixNoSpace = 28;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;
    private const int UnixExists = 17;
    private const int UnixReadOnly = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsFileExists = unchecked((int)0x80070050);
    private const int WindowsAlreadyExists = unchecked((int)0x800700B7);

    public static T Guard<T>(string verb, FilePath path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            throw Translate(verb, path, error);
        }
    }

    public static FileSystemException Translate(string verb, FilePath path, Exception error)
    {
        var local = path.LocalPath;
        if (IsDiskFull(error))
        {
            return new FileSystemException(
                FileSystemError.DiskFull,
                path,
                $"Cannot {verb} '{local}': the disk or the quota is full. Free space, or choose another folder.",
                error);
        }

        if (FileAbove(path) is { } file)
        {
            return new FileSystemException(
                FileSystemError.NotAFolder, path, $"Cannot {verb} '{local}': '{file}' is a file, not a folder.", error);
        }

        return error switch
        {
            FileNotFoundException or DirectoryNotFoundException => new FileSystemException(
                FileSystemError.NotFound, path, $"Cannot {verb} '{local}': there is no such file or folder. Check the path.", error),
            _ when IsExists(error) => AlreadyExists(verb, path, error),
            UnauthorizedAccessException when verb is "read" or "create" && Directory.Exists(local) => IsAFolder(verb, path, error),
            _ when IsReadOnly(error) => new FileSystemException(
                FileSystemError.PermissionDenied,
                path,
                $"Cannot {verb} '{local}': its file system is mounted read-only. Choose another path.",
                error),
            UnauthorizedAccessException or System.Security.SecurityException => new FileSystemException(
                FileSystemError.PermissionDenied,
                path,
                $"Cannot {verb} '{local}': user '{Environment.UserName}' has no permission. Change the permissions, or choose another path.",
                error),
            _ when IsExistingFile(verb, local) => AlreadyExists(verb, path, error),
            _ => new FileSystemException(FileSystemError.Other, path, $"Cannot {verb} '{local}': {error.Message}", error),
        };
    }

    public static FileSystemException IsAFolder(string verb, FilePath path, Exception? error) => new(
        FileSystemError.IsAFolder, path, $"Cannot {verb} '{path.LocalPath}': it is a folder, not a file. Name a file in it.", error);

    public static FileSystemException AlreadyExists(string verb, FilePath path, Exception? error) => new(
        FileSystemError.AlreadyExists,
        path,
        $"Cannot {verb} '{path.LocalPath}': it exists already. Delete it, choose another path, or allow it to be overwritten.",
        error);

    private static bool IsDiskFull(Exception error) => OperatingSystem.IsWindows()
        ? error.HResult is WindowsDiskFull or WindowsHandleDiskFull
        : error.HResult == UnixNoSpace || error.HResult == (OperatingSystem.IsMacOS() ? MacQuota : LinuxQuota);

    private static bool IsExists(Exception error) => OperatingSystem.IsWindows()
        ? error.HResult is WindowsFileExists or WindowsAlreadyExists
        : error.HResult == UnixExists;

    private static bool IsReadOnly(Exception error) => !OperatingSystem.IsWindows() && error.HResult == UnixReadOnly;

    // The framework says "exists" without a code when a folder is to be created where a file is.
    private static bool IsExistingFile(string verb, string local) =>
        verb.StartsWith("create", StringComparison.Ordinal) && File.Exists(local);

    private static string? FileAbove(FilePath path)
    {
        for (var parent = path.Parent; parent is not null; parent = parent.Parent)
        {
            if (File.Exists(parent.LocalPath))
            {
                return parent.LocalPath;
            }
        }

        return null;
    }
}
