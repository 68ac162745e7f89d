using System.Globalization;
using Flink.Core;

namespace Flink.Runtime.Blobs;

/// <summary>A folder of this process for files that nobody needs after it: removed when it ends, and by the next process of its kind when it was killed.</summary>
/// <remarks>A lock file beside the folder says whether its process lives; the operating system releases it with the process, however that ends.</remarks>
public sealed class ProcessFolder : IDisposable
{
    private const string LockEnding = ".lock";

    private readonly FileStream _lock;

    private ProcessFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder; it is there, empty at first, and only this user may enter it.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, and removes those of processes that are gone.</summary>
    /// <param name="parent">Where; made as needed.</param>
    /// <param name="kind">What its name begins with.</param>
    /// <exception cref="FlinkException">It cannot be made; says why.</exception>
    public static ProcessFolder Create(string parent, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentException.ThrowIfNullOrEmpty(kind);
        try
        {
            Directory.CreateDirectory(parent);
            RemoveAbandoned(parent, kind);
            return Make(System.IO.Path.GetFullPath(parent), kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"A folder for '{kind}' cannot be made in '{parent}': {e.Message} Free space, or configure another folder for temporary files.", e);
        }
    }

    /// <summary>Removes the folder with all that it holds.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private static ProcessFolder Make(string parent, string kind)
    {
        for (var number = 0; ; number++)
        {
            var path = System.IO.Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{kind}-{Environment.ProcessId}-{number}"));
            if (TryLock(path + LockEnding, FileMode.CreateNew) is { } held)
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(path);
                }
                else
                {
                    Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                return new ProcessFolder(path, held);
            }
        }
    }

    private static void RemoveAbandoned(string parent, string kind)
    {
        foreach (var file in Directory.EnumerateFiles(parent, $"{kind}-*{LockEnding}"))
        {
            // Held by a process that lives, or that of another user.
            if (TryLock(file, FileMode.Open) is not { } held)
            {
                continue;
            }

            var folder = file[..^LockEnding.Length];
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(file);
            held.Dispose();
        }
    }

    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        // One that is there may be gone a moment later: whoever held it has ended, or has removed it.
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException || (e is IOException && (mode == FileMode.Open || File.Exists(path))))
        {
            return null;
        }
    }
}
