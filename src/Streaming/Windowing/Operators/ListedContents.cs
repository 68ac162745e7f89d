using Flink.Core.Functions;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Windows that keep their records.</summary>
internal readonly struct ListedContents<T, TKey, TWindow, TOut>(ProcessWindowFunction<T, TOut, TKey, TWindow> function)
    : IWindowContents<T, TKey, TWindow, List<T>, TOut>
    where TWindow : struct, IWindow
{
    private readonly List<T> _lent = [];

    public void Open(RuntimeContext context) => function.Open(context);

    public void Close() => function.Close();

    public List<T> Create() => [];

    public void Add(in T record, long timestamp, ref List<T> state)
    {
        var kept = record;
        Kept<T>.Compact(ref kept);
        state.Add(kept);
    }

    public void Merge(ref List<T> target, in List<T> source) => target.AddRange(source);

    public bool Fire(in TKey key, ref List<T> state, bool stays, WindowContext<TWindow> context, Collector<TOut> output)
    {
        if (stays && LentRecords<T>.MustBeCopied)
        {
            foreach (var record in state)
            {
                _lent.Add(Kept<T>.CopyOf(in record));
            }

            function.Process(key, context, _lent, output);
            _lent.Clear();
        }
        else
        {
            function.Process(key, context, state, output);
        }

        return true;
    }

    public void Clear(WindowContext<TWindow> context) => function.Clear(context);
}
