using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Microsoft.Win32.SafeHandles;

namespace Flink.Benchmarks.Prototypes;

/// <summary>WordCount without an engine: each thread reads a range of whole lines and counts in a table of its own; the tables are merged and written.</summary>
internal sealed class WordCountByHand(string input, int threads) : IWork
{
    private const int ReadBytes = 1 << 20;
    private const byte EndOfLine = (byte)'\n';

    public long Units { get; } = new FileInfo(input).Length;

    public long Run()
    {
        var output = WordCountOutput.NewPath();
        using (var file = File.OpenHandle(input, options: FileOptions.SequentialScan))
        {
            var counts = Count(file);
            using var target = new BufferedStream(File.Create(output), ReadBytes);
            counts.WriteCsv(target);
        }

        return WordCountOutput.Take(output);
    }

    private static long AfterLine(SafeFileHandle file, long position)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var read = RandomAccess.Read(file, buffer, position);
            var end = buffer.AsSpan(0, read).IndexOf(EndOfLine);
            if (end >= 0 || read == 0)
            {
                return position + end + 1;
            }

            position += read;
        }
    }

    private static void CountRange(SafeFileHandle file, long position, long end, WordScanner scanner)
    {
        var buffer = new byte[ReadBytes];
        var held = 0;
        while (position < end)
        {
            var wanted = (int)Math.Min(buffer.Length - held, end - position);
            var read = RandomAccess.Read(file, buffer.AsSpan(held, wanted), position);
            if (read == 0)
            {
                throw new EndOfStreamException("The text became shorter while it was read.");
            }

            position += read;
            held += read;
            var whole = position == end ? held : buffer.AsSpan(0, held).LastIndexOf(EndOfLine) + 1;
            if (whole == 0)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
                continue;
            }

            scanner.Scan(buffer.AsSpan(0, whole));
            buffer.AsSpan(whole, held - whole).CopyTo(buffer);
            held -= whole;
        }
    }

    private WordTable Count(SafeFileHandle file)
    {
        var tables = new WordTable[threads];
        var workers = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            var table = tables[i] = new WordTable();
            var from = i == 0 ? 0 : AfterLine(file, Units * i / threads);
            var to = i == threads - 1 ? Units : AfterLine(file, Units * (i + 1) / threads);
            workers[i] = new Thread(() => CountRange(file, from, to, new WordScanner(table)));
            workers[i].Start();
        }

        for (var i = 0; i < threads; i++)
        {
            workers[i].Join();
            if (i > 0)
            {
                tables[0].Merge(tables[i]);
            }
        }

        return tables[0];
    }
}
