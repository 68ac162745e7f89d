using System.Globalization;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>A disk of a few megabytes, mounted for a test.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts one, or skips the test where that is not allowed.</summary>
    /// <param name="megabytes">Its size.</param>
    /// <param name="files">How many files and folders it has room for; null for as many as its size has.</param>
    public static SmallDisk Mount(int megabytes, int? files = null)
    {
        var path = Directory.CreateTempSubdirectory("flink-disk-").FullName;
        if (SystemCommand.Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m{Limit(files)}", "none", path) is { } error)
        {
            Directory.Delete(path);
            Assert.Skip($"A small disk needs the right to mount one: {error}");
        }

        return new SmallDisk(path);
    }

    /// <summary>Keeps it full until it is so: whoever deletes a file meanwhile gets no room by that.</summary>
    /// <param name="isSo">Looks.</param>
    /// <param name="otherwise">What was waited for and what is instead.</param>
    public Task StaysFullUntilAsync(Func<bool> isSo, Func<string> otherwise) => Waiting.UntilAsync(
        () =>
        {
            Fill();
            return isSo();
        },
        otherwise);

    /// <summary>Writes until nothing more fits.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 64 << 10; size > 0; size /= 2)
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Perhaps half of it fits.
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        // Also while a process that is about to go has files open there.
        SystemCommand.Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }

    // The disk's own folder is one of them.
    private static string Limit(int? files) => files is null ? "" : string.Create(CultureInfo.InvariantCulture, $",nr_inodes={files + 1}");
}
