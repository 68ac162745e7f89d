using System.Reflection;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>What the wrappers of functions that are objects of a class share.</summary>
internal static class FunctionObject
{
    private static readonly Func<object, object> _clone = typeof(object)
        .GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<Func<object, object>>();

    /// <summary>A shallow copy.</summary>
    public static TFunction CopyOf<TFunction>(TFunction function)
        where TFunction : class => (TFunction)_clone(function);

    public static void Open(object function, RuntimeContext context) => (function as IRichFunction)?.Open(context);

    public static void Close(object function) => (function as IRichFunction)?.Close();
}
