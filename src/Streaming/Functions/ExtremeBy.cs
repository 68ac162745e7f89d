using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>Keeps the record with the smallest or largest value of a field.</summary>
/// <param name="field">Gives the value.</param>
/// <param name="sign">1 for the smallest, -1 for the largest.</param>
/// <param name="first">Of records with equal values the first stays, else the last.</param>
internal sealed class ExtremeBy<T, TField>(Func<T, TField> field, int sign, bool first) : IReduceFunction<T>
{
    public T Reduce(in T reduced, in T next)
    {
        var order = sign * Math.Sign(Comparer<TField>.Default.Compare(field(next), field(reduced)));
        return order < 0 || (order == 0 && !first) ? next : reduced;
    }
}
