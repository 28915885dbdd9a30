// Does the chip run at its burst clock, or at the one it can hold for hours?
#pragma once

namespace foretoken::kernel {

enum class Load { burst, sustained };

}  // namespace foretoken::kernel
