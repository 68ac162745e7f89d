using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Reads the lines of file splits.</summary>
internal sealed class TextFileReader<T, TFormat>(ISourceReaderContext context, TextFileOptions options)
    : SequentialSplitReader<T, FileSplit>(context)
    where TFormat : struct, ILineFormat<T>
{
    /// <summary>Reads of one poll that yield no line, so that a very long line does not hold up the task's other work.</summary>
    private const int MostReads = 8;

    private FileSplit? _split;
    private FileInput? _input;
    private LineBuffer<T, TFormat>? _lines;
    private bool _begun;

    public override void Dispose()
    {
        _input?.Dispose();
        base.Dispose();
    }

    protected override void OpenSplit(FileSplit split)
    {
        _split = split;
        _begun = split.Position != FileSplit.NotBegun;
        _lines = new LineBuffer<T, TFormat>($"The file '{split.Path}'", "\n"u8, options);
        _input = FileInput.Open(split);
        _lines.Begin(_input.Offset, _input.Stop, _input.SkipsFirstLine);
    }

    protected override ReadStatus ReadSplit(Batch<T> output)
    {
        var lines = _lines!;
        for (var reads = 0; ; reads++)
        {
            lines.Emit(output);
            _begun |= output.Count > 0;
            if (output.IsFull)
            {
                return ReadStatus.MoreAvailable;
            }

            if (lines.IsComplete)
            {
                return ReadStatus.EndOfInput;
            }

            if (reads == MostReads)
            {
                return ReadStatus.MoreAvailable;
            }

            ReadMore(lines, _input!);
        }
    }

    protected override FileSplit Position() => _begun ? _split! with { Position = _lines!.Position } : _split!;

    protected override void CloseSplit()
    {
        _input?.Dispose();
        _input = null;
    }

    private static void ReadMore(LineBuffer<T, TFormat> lines, FileInput input)
    {
        var room = lines.Room().Span;
        var skipped = input.Skip(room);
        if (skipped)
        {
            return;
        }

        var count = input.Read(room);
        if (count == 0)
        {
            lines.Finish();
        }
        else
        {
            lines.Advance(count);
        }
    }
}
