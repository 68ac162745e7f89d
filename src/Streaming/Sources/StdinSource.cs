using Flink.Core;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.Types;
using Microsoft.Win32.SafeHandles;

namespace Flink.Streaming.Sources;

/// <summary>The lines of the process's standard input, read by one reader.</summary>
/// <param name="options">Limit of a line and treatment of text that is not UTF-8.</param>
/// <remarks>
/// Reads wait on a thread of the pool, so neither the task nor its cancellation waits for input. What was read can't be read again: a
/// job that is started again after it had begun to read fails with a message that says so.
/// </remarks>
public sealed class StdinSource(LineOptions? options = null) : Source<Utf8String, EndpointSplit>
{
    private const string Name = "The standard input";

    private readonly LineOptions _options = options ?? new LineOptions();

    /// <summary>Reads a stream in the place of the standard input.</summary>
    internal Func<Stream> Open { get; init; } = static () =>
        new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <inheritdoc/>
    public override Boundedness Boundedness => Boundedness.Bounded;

    /// <inheritdoc/>
    public override ISplitSerializer<EndpointSplit> SplitSerializer => EndpointSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<EndpointSplit> CreateEnumerator(ISplitEnumeratorContext<EndpointSplit> context) =>
        new SplitQueueEnumerator<EndpointSplit>(context, SplitSerializer, static _ => [new EndpointSplit("stdin")]);

    /// <inheritdoc/>
    public override SourceReader<Utf8String, EndpointSplit> CreateReader(ISourceReaderContext context) =>
        new Reader(context, _options, Open);

    private sealed class Reader(ISourceReaderContext context, LineOptions options, Func<Stream> open)
        : SequentialSplitReader<Utf8String, EndpointSplit>(context)
    {
        private readonly LineBuffer<Utf8String, Utf8LineFormat> _lines = new(Name, "\n"u8, options);
        private readonly Completion _read = new(context);
        private readonly CancellationTokenSource _disposed = new();
        private EndpointSplit? _split;
        private Stream? _stream;

        public override void Dispose()
        {
            _disposed.Cancel();
            _stream?.Dispose();
            base.Dispose();
        }

        protected override void OpenSplit(EndpointSplit split)
        {
            if (split.IsBegun || Context.Runtime.Attempt > 0)
            {
                throw new FlinkException($"{Name} can't be read again after a restart; start the job anew, or give it a file.");
            }

            _split = split with { IsBegun = true };
            _stream = open();
            _lines.Begin(0, long.MaxValue, skipsFirst: false);
        }

        protected override ReadStatus ReadSplit(Batch<Utf8String> output)
        {
            while (true)
            {
                _lines.Emit(output);
                if (output.IsFull)
                {
                    return ReadStatus.MoreAvailable;
                }

                if (_lines.IsComplete)
                {
                    return ReadStatus.EndOfInput;
                }

                if (!Receive())
                {
                    return ReadStatus.NothingAvailable;
                }
            }
        }

        protected override EndpointSplit Position() => _split!;

        private bool Receive()
        {
            if (_read.IsRunning)
            {
                return false;
            }

            if (!_read.TryTake(out var count))
            {
                _read.Start(_stream!.ReadAsync(_lines.Room(), _disposed.Token));
                return !_read.IsRunning;
            }

            if (count == 0)
            {
                _lines.Finish();
            }
            else
            {
                _lines.Advance(count);
            }

            return true;
        }
    }
}
