using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;

namespace Flink.Streaming.Functions;

/// <summary>The side outputs of an operator, found by their tags; each gathers its records in batches.</summary>
internal sealed class SideOutputs(OperatorContext context)
{
    private readonly Dictionary<OutputTag, ISideOutput> _outputs = [];
    private OutputTag? _lastTag;
    private ISideOutput? _last;

    public void Collect<T>(OutputTag<T> tag, in T record, long timestamp)
    {
        if (!ReferenceEquals(tag, _lastTag))
        {
            ArgumentNullException.ThrowIfNull(tag);
            (_lastTag, _last) = (tag, Find(tag));
        }

        ((SideOutput<T>)_last!).Collect(in record, timestamp);
    }

    /// <summary>Whether some are being passed on, see <see cref="Collector{T}.IsPassing"/>.</summary>
    public bool IsPassing
    {
        get
        {
            foreach (var output in _outputs.Values)
            {
                if (output.IsPassing)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Flush()
    {
        foreach (var output in _outputs.Values)
        {
            output.Flush();
        }
    }

    private ISideOutput Find<T>(OutputTag<T> tag)
    {
        if (!_outputs.TryGetValue(tag, out var output))
        {
            output = new SideOutput<T>(context.SideOutput(tag));
            _outputs[tag] = output;
        }

        return output;
    }

    private interface ISideOutput
    {
        bool IsPassing { get; }

        void Flush();
    }

    private sealed class SideOutput<T>(IInput<T> target) : ISideOutput
    {
        private readonly Collector<T> _collector = new(target);

        public bool IsPassing => _collector.IsPassing;

        public void Collect(in T record, long timestamp) => _collector.Collect(in record, timestamp);

        public void Flush() => _collector.Flush();
    }
}
