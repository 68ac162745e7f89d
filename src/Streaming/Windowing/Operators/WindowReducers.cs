using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Brings reductions over windows to struct functions.</summary>
internal static class WindowReducers
{
    public static FunctionSpec Of<T>(Func<T, T, T> function) => FunctionSpec.Of(typeof(FuncReduce<,>), function, typeof(T));

    public static FunctionSpec Of<T>(IReduceFunction<T> function) => FunctionSpec.OfObject(typeof(ObjectReduce<,>), function, typeof(T));

    public static IReduceFunction<T> ExtremeBy<T, TField>(Func<T, TField> field, int sign, bool first)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new ExtremeBy<T, TField>(field, sign, first);
    }
}
