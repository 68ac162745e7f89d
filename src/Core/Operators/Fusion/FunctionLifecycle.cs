using Flink.Core.Functions;

namespace Flink.Core.Operators.Fusion;

/// <summary>Opens and closes a function that is held by value, without boxing it away from its owner.</summary>
internal static class FunctionLifecycle
{
    public static void Open<TFunction>(ref TFunction function, OperatorContext context)
    {
        if (function is IRichFunction)
        {
            var boxed = (object)function;
            ((IRichFunction)boxed).Open(context);
            function = (TFunction)boxed;
        }
    }

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
