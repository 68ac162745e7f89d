using Flink.Core.FileSystems;

namespace Flink.Client.Deployment;

/// <summary>
/// Where a JobManager says how its REST endpoint is reached, for commands that share a file system with it: an empty folder whose name is the address. On
/// HDFS that is one call of milliseconds, where closing a file may take half a second for which somebody waits.
/// </summary>
/// <remarks>Calls block.</remarks>
public static class AddressFolder
{
    // File systems have their own ideas of colons.
    private const char Colon = '+';

    /// <summary>Says an address instead of those of JobManagers before.</summary>
    /// <param name="files">The file system of the folder.</param>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <param name="address">Host and port.</param>
    public static void Announce(FileSystem files, FilePath folder, string address)
    {
        var own = folder.Child(address.Replace(':', Colon));
        files.CreateDirectory(own);
        foreach (var other in files.List(folder).Where(entry => entry.Path.Name != own.Name))
        {
            files.Delete(other.Path, recursive: true);
        }
    }

    /// <summary>The address that was said last; null when none was.</summary>
    /// <param name="files">The file system of the folder.</param>
    /// <param name="folder">The folder, which need not be there.</param>
    public static string? TryRead(FileSystem files, FilePath folder)
    {
        try
        {
            // While one takes the place of another both are there.
            return files.List(folder).Where(static entry => entry.IsDirectory).MaxBy(static entry => entry.ModifiedAt)?.Path.Name.Replace(Colon, ':');
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return null;
        }
    }
}
