using System.Text;

namespace Flink.Benchmarks.Records;

/// <summary>Reads back what a WordCount wrote.</summary>
internal static class WordCountOutput
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>A new place for one run's output.</summary>
    public static string NewPath() => Path.Combine(BookText.Folder, $"counts-{Environment.ProcessId}-{Path.GetRandomFileName()}");

    /// <summary>The sum of the hashes of all lines, whatever their order and files; then the output is deleted.</summary>
    public static long Take(string path)
    {
        var isFolder = Directory.Exists(path);
        var sum = 0UL;
        foreach (var file in isFolder ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [path])
        {
            foreach (var line in File.ReadLines(file))
            {
                sum += Hash(Encoding.UTF8.GetBytes(line));
            }
        }

        if (isFolder)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        return (long)sum;
    }

    private static ulong Hash(ReadOnlySpan<byte> line)
    {
        var hash = FnvOffset;
        foreach (var value in line)
        {
            hash = (hash ^ value) * FnvPrime;
        }

        return hash;
    }
}
