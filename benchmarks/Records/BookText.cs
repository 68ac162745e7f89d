using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>The input of the WordCount figures: the book of the examples, repeated.</summary>
internal static class BookText
{
    private const long FullBytes = 200_000_000;

    /// <summary>Where inputs and outputs of the figures go.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), "flink-benchmarks");

    /// <summary>The text, written by the first process that asks: whole copies of the book, 200 MB or a little more; for a smoke run two copies.</summary>
    /// <exception cref="BenchmarkFailure">The book is not there.</exception>
    public static string Make(Effort effort)
    {
        var book = Path.Combine(ResultFiles.Root, "examples", "data", "opticks.txt");
        if (!File.Exists(book))
        {
            throw new BenchmarkFailure($"The text of the WordCount figures is made from {book}, which is not there.");
        }

        var bytes = new FileInfo(book).Length;
        var copies = effort != Effort.Smoke ? (FullBytes + bytes - 1) / bytes : 2;
        var path = Path.Combine(Folder, $"book-{copies}.txt");
        if (!File.Exists(path) || new FileInfo(path).Length != copies * bytes)
        {
            Write(path, File.ReadAllBytes(book), copies);
        }

        return path;
    }

    private static void Write(string path, byte[] book, long copies)
    {
        Directory.CreateDirectory(Folder);
        var unfinished = $"{path}.{Environment.ProcessId}";
        using (var file = File.Create(unfinished))
        {
            for (var i = 0L; i < copies; i++)
            {
                file.Write(book);
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
