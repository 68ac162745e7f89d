using System.Reflection;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>What the wrappers of functions that are objects of a class share.</summary>
internal static class FunctionObject
{
    private static readonly Func<object, object> _clone = typeof(object)
        .GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    /// <summary>A copy for one subtask: its fields are its own, objects behind them are shared until <see cref="IRichFunction.Open"/> makes new ones.</summary>
    public static TFunction CopyOf<TFunction>(TFunction function)
        where TFunction : class => (TFunction)_clone(function);

    /// <summary>Refuses a function whose operator would neither restore nor write down its operator state.</summary>
    /// <exception cref="ArgumentException">The function implements <see cref="ICheckpointedFunction"/>.</exception>
    public static void RefuseOperatorState(object function)
    {
        if (function is ICheckpointedFunction)
        {
            throw new ArgumentException(
                $"{function.GetType()} has operator state (ICheckpointedFunction), which a function of this kind cannot have. "
                + "Use a process function, or a map, filter, flat map, update or sink function.", nameof(function));
        }
    }

    public static void Open(object function, RuntimeContext context) => (function as IRichFunction)?.Open(context);

    public static void Close(object function) => (function as IRichFunction)?.Close();
}
