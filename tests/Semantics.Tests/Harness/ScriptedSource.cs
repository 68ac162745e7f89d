using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Streaming.Sources;
using Flink.Streaming.Testing;

namespace Flink.Semantics.Tests.Harness;

/// <summary>A source that emits the lines of a script as the test releases them, signals among them (<see cref="ScriptedTime"/>).</summary>
/// <remarks>Bounded: it ends when the test says so.</remarks>
internal sealed class ScriptedSource(Shared<Feed> feed) : Source<InputLine, ScriptSplit>
{
    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<ScriptSplit> SplitSerializer => new ScriptSplitSerializer();

    public override SplitEnumerator<ScriptSplit> CreateEnumerator(ISplitEnumeratorContext<ScriptSplit> context) =>
        new SplitQueueEnumerator<ScriptSplit>(context, SplitSerializer, _ => [new ScriptSplit(0)]);

    public override SourceReader<InputLine, ScriptSplit> CreateReader(ISourceReaderContext context) => new Reader(feed.Value, context);

    private sealed class Reader(Feed feed, ISourceReaderContext context) : SequentialSplitReader<InputLine, ScriptSplit>(context)
    {
        private int _next;
        private bool _repeats;

        public override void Start() => feed.Wake = Context.Wake;

        protected override void OpenSplit(ScriptSplit split)
        {
            _next = split.Next;
            _repeats = _next > 0;
        }

        protected override ReadStatus ReadSplit(Batch<InputLine> output)
        {
            if (_repeats)
            {
                _repeats = false;
                RepeatSignals(output);
                return ReadStatus.MoreAvailable;
            }

            if (!feed.Has(_next))
            {
                return feed.EndsAt(_next) ? ReadStatus.EndOfInput : ReadStatus.NothingAvailable;
            }

            var line = feed.Lines[_next++];
            output.Add(line, line.Kind == LineKind.Record ? line.Timestamp : Timestamp.None);
            return ReadStatus.MoreAvailable;
        }

        protected override ScriptSplit Position() => new(_next);

        // Event time is not part of a snapshot, in Apache Flink neither: a source that knows where it was says it again.
        private void RepeatSignals(Batch<InputLine> output)
        {
            if (feed.Lines.Take(_next).LastOrDefault(line => line.Kind == LineKind.Watermark) is { } watermark)
            {
                output.Add(watermark, Timestamp.None);
            }

            if (feed.Lines[_next - 1] is { Kind: LineKind.Idle } idle)
            {
                output.Add(idle, Timestamp.None);
            }
        }
    }
}
