using System.IO.Hashing;
using System.Text;

namespace Flink.Cli.Programs;

/// <summary>Two commands that are started at once build a project once: the second waits.</summary>
internal static class BuildLock
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until no other process of this user builds the project.</summary>
    /// <returns>Disposing it lets the next one build.</returns>
    public static IDisposable Take(string project)
    {
        var name = $"flink-build-{Environment.UserName}-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(project)):x16}.lock";
        var path = Path.Combine(Path.GetTempPath(), name);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                Thread.Sleep(_patience);
            }
        }
    }
}
