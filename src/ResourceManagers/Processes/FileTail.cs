using System.Text;

namespace Flink.ResourceManagers.Processes;

/// <summary>The end of a log, for messages.</summary>
public static class FileTail
{
    private const int MostBytes = 4096;

    /// <summary>Its last lines that are not blank, "; " between them; empty where there is nothing to read.</summary>
    public static string LastLines(string file, int most)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(stream.Length, MostBytes), SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return string.Join("; ", lines.TakeLast(most));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
