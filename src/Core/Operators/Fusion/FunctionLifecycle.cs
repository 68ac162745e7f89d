using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>Opens and closes a function that is held by value, without boxing it away from its owner.</summary>
public static class FunctionLifecycle
{
    /// <summary>Opens the function where it is an <see cref="IRichFunction"/>; what it writes into its fields stays with the owner.</summary>
    public static void Open<TFunction>(ref TFunction function, RuntimeContext context)
    {
        if (function is IRichFunction)
        {
            var boxed = (object)function;
            ((IRichFunction)boxed).Open(context);
            function = (TFunction)boxed;
        }
    }

    /// <summary>Closes the function where it is an <see cref="IRichFunction"/>.</summary>
    public static void Close<TFunction>(ref TFunction function)
    {
        if (function is IRichFunction)
        {
            var boxed = (object)function;
            ((IRichFunction)boxed).Close();
            function = (TFunction)boxed;
        }
    }
}
