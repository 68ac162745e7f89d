using Flink.Core.Functions;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Brings reductions over windows to struct functions.</summary>
internal static class WindowReducers
{
    public static object Of<T>(Func<T, T, T> function) => StructFunction.Of(typeof(FuncReduce<,>), function, typeof(T));

    public static object Of<T>(IReduceFunction<T> function) => StructFunction.OfObject(typeof(ObjectReduce<,>), function, typeof(T));

    public static IReduceFunction<T> ExtremeBy<T, TField>(Func<T, TField> field, int sign, bool first)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new ExtremeBy<T, TField>(field, sign, first);
    }
}
